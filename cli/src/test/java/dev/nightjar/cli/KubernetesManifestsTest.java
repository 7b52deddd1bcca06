package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests of {@code examples/fleet/k8s} say what this version understands. */
class KubernetesManifestsTest {
  private static final Path FOLDER = Path.of("../examples/fleet/k8s");

  /** What a stop waits for by default, as the option --drain says. */
  private static final int DRAIN_SECONDS = 20;

  private static Map<String, Map<?, ?>> manifests() throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.collect(Collectors.toMap(file -> file.getFileName().toString(),
          file -> new Yaml(new SafeConstructor(options)).load(text(file))));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What lies at a path of members and indices. */
  private static Object at(Object tree, Object... path) {
    Object here = tree;
    for (Object step : path) {
      here = step instanceof Integer index ? ((List<?>) here).get(index) : ((Map<?, ?>) here).get(step);
      assertThat(here).as("%s of %s", step, List.of(path)).isNotNull();
    }
    return here;
  }

  /** All values of a member, wherever it is. */
  private static List<Object> all(Object tree, String member) {
    List<Object> found = new ArrayList<>();
    if (tree instanceof Map<?, ?> map) {
      map.forEach((name, value) -> {
        if (member.equals(name)) {
          found.add(value);
        }
        found.addAll(all(value, member));
      });
    } else if (tree instanceof Collection<?> list) {
      list.forEach(element -> found.addAll(all(element, member)));
    }
    return found;
  }

  @Test
  void eachFileIsOneObjectOfAKindWithAName() throws IOException {
    assertThat(manifests().values().stream().map(manifest -> (Object) manifest.get("kind"))).containsExactlyInAnyOrder(
        "Deployment", "Service", "HorizontalPodAutoscaler", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Ingress",
        "Ingress", "InferenceService", "NetworkPolicy");
    assertThat(manifests()).allSatisfy((file, manifest) -> {
      assertThat(manifest.get("apiVersion")).isInstanceOf(String.class);
      assertThat(at(manifest, "metadata", "name"))
          .isEqualTo(file.equals("ingress-article.yaml") ? "nightjar-article" : "nightjar");
    });
  }

  @Test
  void everyOptionOfAContainerIsOneOfServe() throws IOException {
    String help = CommandRun.of("serve", "--help").out();
    List<Object> arguments = manifests().values().stream().flatMap(m -> all(m, "args").stream())
        .flatMap(list -> ((List<?>) list).stream()).collect(Collectors.toList());
    assertThat(arguments).filteredOn("serve"::equals).hasSize(2);
    assertThat(arguments).filteredOn(argument -> !argument.equals("serve")).hasSizeGreaterThan(8)
        .allSatisfy(argument -> assertThat(help).contains(argument.toString().split("=")[0] + (
            argument.toString().contains("=") ? "=" : "")));
  }

  @Test
  void everyRouteOfAProbeIsAnsweredWhenTheServerIsReady(@TempDir Path folder) throws Exception {
    assertThat(CommandRun.compile(CommandRun.regression(), folder).exitCode()).isZero();
    Set<String> paths = new TreeSet<>();
    manifests().values().forEach(m -> all(m, "httpGet").forEach(probe -> paths.add((String) at(probe, "path"))));
    assertThat(paths).isNotEmpty();
    HttpClient http = HttpClient.newHttpClient();
    try (NightjarRuntime runtime = NightjarRuntime.builder().models(folder).build();
        NightjarServer server = NightjarServer.builder(runtime).management("127.0.0.1", 0).start()) {
      for (URI place : List.of(server.uri(), server.managementUri().orElseThrow())) {
        for (String path : paths) {
          assertThat(http.send(HttpRequest.newBuilder(place.resolve(path)).build(), BodyHandlers.ofString())
              .statusCode()).as(place + path).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void theMetricOfAnAutoscalerIsWhatServeTellsWhereTheAnnotationsSay(@TempDir Path folder) throws Exception {
    assertThat(CommandRun.compile(CommandRun.regression(), folder).exitCode()).isZero();
    Object name = at(manifests().get("autoscaler-queue.yaml"), "spec", "metrics", 1, "pods", "metric", "name");
    Object pod = at(manifests().get("deployment.yaml"), "spec", "template");
    Object annotations = at(pod, "metadata", "annotations");
    assertThat(at(annotations, "prometheus.io/path")).isEqualTo("/metrics");
    assertThat(at(pod, "spec", "containers", 0, "args").toString())
        .contains("--management-port=" + at(annotations, "prometheus.io/port"));
    assertThat(Files.readString(Path.of("../docs/kubernetes.md"))).contains("seriesQuery: '" + name + "{");
    try (ServeMetrics metrics = new ServeMetrics();
        NightjarRuntime runtime = metrics.apply(NightjarRuntime.builder().models(folder)).build()) {
      metrics.watch(runtime);
      assertThat(metrics.page()).contains("\n" + name + " 0.0\n");
    }
  }

  @Test
  void everyVariableIsReadByTheKeyStoreOrTheVirtualMachine() throws IOException {
    Path sources = Path.of("../keystores/s3/src/main/java");
    String read;
    try (Stream<Path> files = Files.walk(sources)) {
      read = files.filter(Files::isRegularFile).map(KubernetesManifestsTest::text).collect(Collectors.joining());
    }
    for (Map<?, ?> manifest : manifests().values()) {
      for (Object list : all(manifest, "env")) {
        for (Object variable : (List<?>) list) {
          String name = (String) at(variable, "name");
          assertThat(name.equals("JAVA_TOOL_OPTIONS") || read.contains(name)).as(name).isTrue();
        }
      }
    }
  }

  @Test
  void theManagementPortIsLetInFromTheMonitoringNamespaceAloneAndIsNoPortOfTheService() throws IOException {
    Map<?, ?> policy = manifests().get("networkpolicy.yaml");
    Object pod = at(manifests().get("deployment.yaml"), "spec", "template");
    assertThat(at(policy, "spec", "podSelector", "matchLabels")).isEqualTo(at(pod, "metadata", "labels"));
    assertThat(at(policy, "spec", "policyTypes")).isEqualTo(List.of("Ingress"));
    assertThat(at(policy, "spec", "ingress")).isEqualTo(List.of(
        Map.of("ports", List.of(Map.of("port", "http"))),
        Map.of("ports", List.of(Map.of("port", "management")), "from", List.of(Map.of("namespaceSelector",
            Map.of("matchLabels", Map.of("kubernetes.io/metadata.name", "monitoring")))))));
    assertThat(((List<?>) at(pod, "spec", "containers", 0, "ports")).stream().map(port -> at(port, "name")).toList())
        .isEqualTo(List.of("http", "management"));
    assertThat((List<?>) at(manifests().get("service.yaml"), "spec", "ports")).hasSize(1);
    assertThat(all(manifests().get("deployment.yaml"), "args").toString()).as("no admin is known")
        .contains("--management-host=0.0.0.0").doesNotContain("--tokens");
  }

  @Test
  void portsSelectorsAndVolumesAgree() throws IOException {
    Map<?, ?> deployment = manifests().get("deployment.yaml");
    Object pod = at(deployment, "spec", "template", "spec");
    Object container = at(pod, "containers", 0);
    Set<Object> ports = all(container, "containerPort").stream().collect(Collectors.toSet());
    Set<Object> names = ((List<?>) at(container, "ports")).stream().map(port -> at(port, "name"))
        .collect(Collectors.toSet());
    List<?> arguments = (List<?>) at(container, "args");
    assertThat(ports).allSatisfy(port -> assertThat(arguments.toString()).contains("port=" + port));
    assertThat(Stream.of("httpGet", "tcpSocket").flatMap(probe -> all(container, probe).stream())
        .map(probe -> at(probe, "port"))).hasSize(3).allSatisfy(port -> assertThat(names).contains(port));
    assertThat(names).contains(at(manifests().get("service.yaml"), "spec", "ports", 0, "targetPort"));
    Object labels = at(deployment, "spec", "template", "metadata", "labels");
    assertThat(at(deployment, "spec", "selector", "matchLabels")).isEqualTo(labels);
    assertThat(at(manifests().get("service.yaml"), "spec", "selector")).isEqualTo(labels);
    assertThat(at(manifests().get("disruption.yaml"), "spec", "selector", "matchLabels")).isEqualTo(labels);
    assertThat(((List<?>) at(container, "volumeMounts")).stream().map(mount -> at(mount, "name")).toList())
        .isEqualTo(((List<?>) at(pod, "volumes")).stream().map(volume -> at(volume, "name")).toList());
    int pause = (Integer) at(container, "lifecycle", "preStop", "sleep", "seconds");
    assertThat((Integer) at(pod, "terminationGracePeriodSeconds")).isGreaterThan(pause + DRAIN_SECONDS);
  }
}
