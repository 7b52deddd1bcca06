package dev.nightjar.servlet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Reads an inference request of the Open Inference Protocol: one tensor with one encrypted query. Used once. */
final class InferenceRequest {
  static final String HEADER_LENGTH = "Inference-Header-Content-Length";
  static final String BYTES = "BYTES";
  static final String UINT8 = "UINT8";

  private static final int DEPTH = 8;
  private static final int LENGTH_BYTES = 4;

  private final ByteSink data;
  private Optional<String> id = Optional.empty();
  private Optional<String> uid = Optional.empty();
  private Optional<Duration> timeout = Optional.empty();
  private String datatype = BYTES;
  private long elements = 1;
  private int inputs;
  private int texts;
  private int numbers;
  private int binaryBytes = -1;
  private boolean plain;
  private boolean other;
  private boolean binaryAnswers;
  private Optional<Boolean> binaryAnswer = Optional.empty();
  private byte[] query;

  private InferenceRequest(ByteSink data) {
    this.data = data;
  }

  /**
   * Reads a whole body.
   *
   * @param header the value of {@value #HEADER_LENGTH}: the length of the JSON in front of binary data, 0 for a body
   *     that is the query alone, or null where all is JSON
   * @param queryBytes most bytes of a query
   * @param data takes a query that is in the JSON
   */
  static InferenceRequest read(byte[] body, String header, int queryBytes, ByteSink data) throws IOException {
    InferenceRequest request = new InferenceRequest(data);
    int json = header == null ? body.length : length(header, body.length);
    if (header != null && json == 0) {
      request.query = body;
      request.binaryAnswers = true;
      return request;
    }
    JsonFactory factory = JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH)
            .maxStringLength(2 * queryBytes).build()).build();
    try (JsonParser parser = factory.createParser(body, 0, json)) {
      request.document(parser);
    } catch (JsonProcessingException e) {
      throw malformed("the request is no JSON of the Open Inference Protocol, or its data is no base64", e);
    }
    request.query = request.tensor(Arrays.copyOfRange(body, json, body.length));
    return request;
  }

  private static int length(String header, int most) {
    if (!header.strip().matches("[0-9]{1,9}") || Integer.parseInt(header.strip()) > most) {
      throw malformed("the header " + HEADER_LENGTH + " is the length of the JSON in front of binary data", null);
    }
    return Integer.parseInt(header.strip());
  }

  private static NightjarException malformed(String message, Throwable cause) {
    return new NightjarException(ErrorCode.MALFORMED_REQUEST, message, cause);
  }

  private void document(JsonParser p) throws IOException {
    require(p.nextToken(), JsonToken.START_OBJECT);
    while (p.nextToken() == JsonToken.FIELD_NAME) {
      String name = p.currentName();
      p.nextToken();
      switch (name) {
        case "id" -> id = text(p);
        case "parameters" -> parameters(p, true);
        case "inputs" -> list(p, true);
        case "outputs" -> list(p, false);
        default -> p.skipChildren();
      }
    }
    require(p.currentToken(), JsonToken.END_OBJECT);
    require(p.nextToken(), null);
  }

  /** A text or what can be written as one, not a part of the document. */
  private static Optional<String> text(JsonParser p) throws IOException {
    if (!p.currentToken().isScalarValue()) {
      throw malformed("'" + p.currentName() + "' is a text and has no members", null);
    }
    return Optional.ofNullable(p.getValueAsString());
  }

  private static void require(JsonToken found, JsonToken expected) {
    if (found != expected) {
      throw malformed("a request of the Open Inference Protocol is an object with a list of inputs", null);
    }
  }

  private void list(JsonParser p, boolean input) throws IOException {
    require(p.currentToken(), JsonToken.START_ARRAY);
    while (p.nextToken() == JsonToken.START_OBJECT) {
      inputs += input ? 1 : 0;
      while (p.nextToken() == JsonToken.FIELD_NAME) {
        String name = p.currentName();
        p.nextToken();
        if (name.equals("parameters")) {
          parameters(p, false);
        } else if (!input) {
          p.skipChildren();
        } else {
          tensor(p, name);
        }
      }
    }
    require(p.currentToken(), JsonToken.END_ARRAY);
  }

  private void tensor(JsonParser p, String name) throws IOException {
    switch (name) {
      case "datatype" -> {
        datatype = text(p).orElse("");
        plain |= !datatype.equals(BYTES) && !datatype.equals(UINT8);
      }
      case "shape" -> {
        require(p.currentToken(), JsonToken.START_ARRAY);
        elements = 1;
        while (p.nextToken() == JsonToken.VALUE_NUMBER_INT) {
          if (p.getIntValue() < 0) {
            throw shape("a dimension of a shape is a number from 0 on, and not " + p.getIntValue());
          }
          elements = Math.min(elements, Integer.MAX_VALUE) * p.getIntValue();
        }
        require(p.currentToken(), JsonToken.END_ARRAY);
      }
      case "data" -> data(p);
      default -> p.skipChildren();
    }
  }

  private void data(JsonParser p) throws IOException {
    require(p.currentToken(), JsonToken.START_ARRAY);
    if (plain) {
      p.skipChildren();
      return;
    }
    for (JsonToken token = p.nextToken(); token != JsonToken.END_ARRAY; token = p.nextToken()) {
      if (token == JsonToken.START_ARRAY) {
        data(p);
      } else if (token == JsonToken.VALUE_STRING) {
        texts++;
        byte[] decoded = p.getBinaryValue();
        data.write(decoded, 0, decoded.length);
      } else if (token == JsonToken.VALUE_NUMBER_INT && p.getIntValue() >= 0 && p.getIntValue() < 256) {
        numbers++;
        data.write(p.getIntValue());
      } else {
        // Refused when the datatype is known, which may come behind.
        other = true;
        p.skipChildren();
      }
    }
  }

  /** Those of the request or of a tensor; a time is the request's alone. */
  private void parameters(JsonParser p, boolean ofRequest) throws IOException {
    require(p.currentToken(), JsonToken.START_OBJECT);
    while (p.nextToken() == JsonToken.FIELD_NAME) {
      String name = p.currentName();
      p.nextToken();
      if (ofRequest && name.equals("timeout")) {
        timeout = Optional.of(RequestDeadline.parameter(p.getText(), p.currentToken() == JsonToken.VALUE_NUMBER_INT));
        continue;
      }
      switch (name) {
        case "uid" -> uid = text(p);
        case "binary_data" -> binaryAnswer = Optional.of(p.getValueAsBoolean());
        case "binary_data_output" -> binaryAnswers = p.getValueAsBoolean();
        case "binary_data_size" -> {
          binaryBytes = p.getValueAsInt(-1);
          if (binaryBytes < 0) {
            throw malformed("binary_data_size is the number of bytes behind the JSON, from 0 on", null);
          }
        }
        default -> p.skipChildren();
      }
    }
  }

  /** The query that one tensor is. */
  private byte[] tensor(byte[] behind) {
    if (plain) {
      throw shape("this model computes on encrypted data: its one input is a query, a tensor of BYTES or UINT8 that"
          + " 'nightjar encrypt' or a client with the model's client.zip makes of plain numbers");
    }
    if (other) {
      throw malformed("data is a base64 text (BYTES), or numbers from 0 to 255 (UINT8)", null);
    }
    if (inputs != 1) {
      throw shape("an inference takes one input, named query, and not " + inputs);
    }
    boolean bytes = datatype.equals(BYTES);
    byte[] content;
    if (binaryBytes >= 0) {
      if (binaryBytes != behind.length || texts + numbers > 0) {
        throw malformed("binary_data_size is " + binaryBytes + " where " + behind.length
            + " bytes follow the JSON: an input is in the JSON or behind it", null);
      }
      content = bytes ? element(behind) : behind;
    } else {
      if (behind.length > 0 || texts != (bytes ? 1 : 0) || bytes && numbers > 0) {
        throw shape("the data of BYTES is one base64 text, that of UINT8 a list of numbers; binary data has"
            + " binary_data_size");
      }
      content = data.toByteArray();
    }
    if (elements != (bytes ? 1 : content.length)) {
      throw shape("the shape of a query is [1] for BYTES and [its length] for UINT8, and not one of " + elements
          + " elements");
    }
    return content;
  }

  private static NightjarException shape(String message) {
    return new NightjarException(ErrorCode.SHAPE_MISMATCH, message);
  }

  /** The one element of a tensor of BYTES, which has its length in front. */
  private static byte[] element(byte[] tensor) {
    if (tensor.length < LENGTH_BYTES
        || ByteBuffer.wrap(tensor).order(ByteOrder.LITTLE_ENDIAN).getInt() != tensor.length - LENGTH_BYTES) {
      throw malformed("binary data of BYTES is one element: its length in four bytes, the least first, and its bytes",
          null);
    }
    return Arrays.copyOfRange(tensor, LENGTH_BYTES, tensor.length);
  }

  Optional<String> id() {
    return id;
  }

  Optional<String> uid() {
    return uid;
  }

  /** The time that the client gives it. */
  Optional<Duration> timeout() {
    return timeout;
  }

  String datatype() {
    return datatype;
  }

  /** Whether the answer's bytes are to follow the JSON: as the output says, else as the request says of all. */
  boolean binaryAnswer() {
    return binaryAnswer.orElse(binaryAnswers);
  }

  byte[] query() {
    return query;
  }
}
