package dev.nightjar.servlet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.runtime.ModelStatus;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.PathRehearsal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Writes small JSON documents into memory. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {
  }

  /** Writes one value. */
  interface Writer {
    void write(JsonGenerator g) throws IOException;
  }

  /** One object, whose members the writer writes, as UTF-8. */
  static byte[] object(Writer members) {
    return value(g -> {
      g.writeStartObject();
      members.write(g);
      g.writeEndObject();
    });
  }

  /** One value as UTF-8. */
  static byte[] value(Writer writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator g = FACTORY.createGenerator(out)) {
      writer.write(g);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON into memory failed", e);
    }
    return out.toByteArray();
  }

  /** The models of the server's folder that are not served, and why. */
  static void failedModels(JsonGenerator g, NightjarRuntime runtime) throws IOException {
    g.writeArrayFieldStart("failed_models");
    for (ModelStatus status : runtime.registry().statuses()) {
      if (status.state() == ModelStatus.State.FAILED) {
        g.writeStartObject();
        g.writeStringField("name", status.name());
        g.writeNumberField("version", status.version());
        g.writeStringField("state", status.state().name());
        g.writeStringField("detail", status.detail());
        g.writeEndObject();
      }
    }
    g.writeEndArray();
  }

  /** A member {@code engine}: what an engine runs with. */
  static void engine(JsonGenerator g, EngineInfo engine) throws IOException {
    g.writeObjectFieldStart("engine");
    g.writeStringField("name", engine.engine());
    g.writeStringField("kernel", engine.kernel());
    g.writeNumberField("threads", engine.threads());
    g.writeStringField("state", engine.state().phase().name().toLowerCase(Locale.ROOT));
    if (!engine.state().detail().isEmpty()) {
      g.writeStringField("state_detail", engine.state().detail());
    }
    g.writeArrayFieldStart("notes");
    for (String note : engine.notes()) {
      g.writeString(note);
    }
    g.writeEndArray();
    g.writeEndObject();
  }

  /** How far the host's way of requests has been tried. */
  static void rehearsal(JsonGenerator g, PathRehearsal.Status rehearsal) throws IOException {
    g.writeObjectFieldStart("rehearsal");
    g.writeStringField("state", rehearsal.state().name().toLowerCase(Locale.ROOT));
    if (!rehearsal.detail().isEmpty()) {
      g.writeStringField("state_detail", rehearsal.detail());
    }
    g.writeEndObject();
  }
}
