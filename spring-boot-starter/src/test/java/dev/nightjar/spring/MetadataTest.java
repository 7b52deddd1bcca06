package dev.nightjar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What editors show of properties: ours, and those of Boot that the page of embedding names. */
class MetadataTest {
  /** Properties of every jar on the class path, by name. */
  private static Map<String, JsonNode> properties() throws IOException {
    Map<String, JsonNode> properties = new TreeMap<>();
    for (URL file : Collections.list(MetadataTest.class.getClassLoader()
        .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = file.openStream()) {
        new ObjectMapper().readTree(in).path("properties")
            .forEach(property -> properties.put(property.get("name").textValue(), property));
      }
    }
    return properties;
  }

  private static Map<String, JsonNode> ours() throws IOException {
    Map<String, JsonNode> ours = properties();
    ours.keySet().removeIf(name -> !name.startsWith("nightjar.") && !name.contains(".nightjar."));
    return ours;
  }

  @Test
  void everyPropertyIsThere() throws IOException {
    Set<String> expected = new TreeSet<>(Set.of("management.health.nightjar.enabled"));
    addComponents(expected, "nightjar.", NightjarProperties.class);
    assertThat(ours().keySet()).containsExactlyElementsOf(expected);
  }

  private static void addComponents(Set<String> names, String prefix, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
      if (component.getType().isRecord()) {
        addComponents(names, name + ".", component.getType());
      } else {
        names.add(name);
      }
    }
  }

  @Test
  void everyDescriptionIsOfWholeShortSentences() throws IOException {
    ours().forEach((name, property) -> {
      String description = property.path("description").asText();
      assertThat(description).as(name).matches("[A-Z].*\\.");
      assertThat(description.split("\\. ")).as(name).allSatisfy(sentence ->
          assertThat(sentence.split(" ")).hasSizeBetween(3, 40));
    });
  }

  @Test
  void timesAndSizesAreShownWithTheirUnits() throws IOException {
    ours().forEach((name, property) -> {
      String type = property.get("type").textValue();
      if (type.endsWith(".Duration") || type.endsWith(".DataSize")) {
        assertThat(property.get("description").textValue()).as(name)
            .containsPattern(type.endsWith(".Duration") ? "\\b\\d+(ms|s|m|h|d)\\b" : "\\b\\d+(KB|MB|GB)\\b");
      }
    });
  }

  @Test
  void everyPropertySaysWhatHoldsWithoutIt() throws IOException {
    ours().forEach((name, property) -> {
      if (!property.has("defaultValue")) {
        assertThat(property.get("description").textValue()).as(name).containsAnyOf("default", "Without it");
      }
    });
  }

  /** Of Tomcat and of multipart bodies, which docs/embedding.md names: a Boot with others is noticed. */
  @Test
  void theLimitsOfBootOnBodiesAreThoseOfThePage() throws IOException {
    Map<String, JsonNode> properties = properties();
    Map.of("server.tomcat.max-http-form-post-size", "2MB", "server.tomcat.max-swallow-size", "2MB",
        "spring.servlet.multipart.max-file-size", "1MB", "spring.servlet.multipart.max-request-size", "10MB")
        .forEach((name, standard) ->
            assertThat(properties.get(name).path("defaultValue").asText()).as(name).isEqualTo(standard));
  }
}
