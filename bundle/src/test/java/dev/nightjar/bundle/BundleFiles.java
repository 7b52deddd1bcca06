package dev.nightjar.bundle;

import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.primitives.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The files of a bundle, good at first, to be spoilt one by one. */
public final class BundleFiles {
  private final String name;
  private final Map<String, byte[]> server = new LinkedHashMap<>();
  private byte[] clientZip;
  private byte[] serverZip;
  private String versions;

  public BundleFiles(CompiledModel model) {
    name = model.client().model();
    clientZip = ClientBundle.write(model.client());
    server.put("circuit.njc", CircuitCodec.encode(model.circuit()));
    server.put("model.json", ("{\"format\":1,\"name\":\"" + name + "\",\"kind\":\"" + model.client().kind()
        + "\",\"features\":" + model.client().features() + ",\"failure_log2\":"
        + model.failure().failureLog2()
        + ",\"security_bits\":" + model.client().parameters().securityBits()
        + ",\"results\":" + model.circuit().outputs().length
        + ",\"notes\":{\"first\":\"1\",\"second\":\"2\"}}").getBytes(StandardCharsets.UTF_8));
    repack();
  }

  /** Changes an entry of server.zip; null takes it out. Hashes fit again afterwards. */
  public BundleFiles serverEntry(String entry, UnaryOperator<byte[]> change) {
    byte[] changed = change.apply(server.get(entry));
    if (changed == null) {
      server.remove(entry);
    } else {
      server.put(entry, changed);
    }
    return repack();
  }

  /** Changes model.json as text. */
  public BundleFiles modelJson(String from, String to) {
    return serverEntry("model.json", bytes -> replaced(new String(bytes, StandardCharsets.UTF_8), from, to)
        .getBytes(StandardCharsets.UTF_8));
  }

  public BundleFiles clientZip(byte[] zip) {
    clientZip = zip;
    return repack();
  }

  public BundleFiles serverZip(byte[] zip) {
    serverZip = zip;
    versions = versions();
    return this;
  }

  /** Changes versions.json as text. */
  public BundleFiles versions(String from, String to) {
    versions = replaced(versions, from, to);
    return this;
  }

  public byte[] serverZip() {
    return serverZip.clone();
  }

  /** The hash that versions.json gives of client.zip. */
  public String clientZipSha256() {
    return Sha256.hexOf(clientZip);
  }

  public byte[] clientZip() {
    return clientZip.clone();
  }

  private static String replaced(String text, String from, String to) {
    if (!text.contains(from)) {
      throw new IllegalArgumentException("'" + from + "' is not in " + text);
    }
    return text.replace(from, to);
  }

  private BundleFiles repack() {
    return serverZip(zip(server));
  }

  private String versions() {
    return "{\"bundle\":1,\"nightjar\":\"0.1.0-SNAPSHOT\",\"model\":\"" + name + "\",\"client_zip_sha256\":\""
        + Sha256.hexOf(clientZip) + "\",\"server_zip_sha256\":\"" + Sha256.hexOf(serverZip) + "\"}";
  }

  public static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the bundle and returns its folder. */
  public Path write(Path models) {
    return writeTo(models.resolve(name));
  }

  /** Writes the bundle as a version of its model and returns its folder. */
  public Path write(Path models, int version) {
    return writeTo(models.resolve(name).resolve(Integer.toString(version)));
  }

  private Path writeTo(Path place) {
    try {
      Path folder = Files.createDirectories(place);
      Files.write(folder.resolve("client.zip"), clientZip);
      Files.write(folder.resolve("server.zip"), serverZip);
      Files.writeString(folder.resolve("versions.json"), versions);
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
