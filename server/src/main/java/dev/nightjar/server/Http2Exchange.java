package dev.nightjar.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Requests of HTTP/2 (RFC 9113), each on a stream of its own. It understands what our server sends, and no other: no
 * pings, no padding, and fields of an answer in one frame.
 */
final class Http2Exchange implements RehearsalExchange {
  static final String PROTOCOL = "h2";

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int FRAME_HEAD = 9;
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW_SIZE = 4;

  /** Bytes of a window, and of a frame, until one side says otherwise. */
  private static final int WINDOW = 65_535;
  private static final int FRAME = 16_384;

  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** What the server takes in bytes: at the beginning of a stream, on this stream now, and on all of them now. */
  private long newWindow = WINDOW;
  private long streamWindow;
  private long allWindow = WINDOW;

  private int stream = -1;
  private boolean answered;
  private boolean success;
  private ByteArrayOutputStream answer;

  /** Over a connection that has agreed on HTTP/2. */
  Http2Exchange(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
    // Answers are never held back, and none of their fields is kept.
    send(SETTINGS, 0, 0, ByteBuffer.allocate(18).putShort((short) HEADER_TABLE_SIZE).putInt(0)
        .putShort((short) ENABLE_PUSH).putInt(0).putShort((short) INITIAL_WINDOW_SIZE).putInt(Integer.MAX_VALUE)
        .array());
    send(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE - WINDOW).array());
  }

  @Override
  public byte[] ask(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
    stream += 2;
    streamWindow = newWindow;
    answered = false;
    success = false;
    answer = new ByteArrayOutputStream();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(":method", method);
    fields.put(":scheme", "https");
    fields.put(":authority", "127.0.0.1");
    fields.put(":path", path);
    fields.put("content-length", Integer.toString(body.length));
    headers.forEach((name, value) -> fields.put(name.toLowerCase(Locale.ROOT), value));
    send(HEADERS, body.length == 0 ? END_HEADERS | END_STREAM : END_HEADERS, stream, encoded(fields));
    int sent = 0;
    while (sent < body.length && !answered) {
      int part = (int) Math.min(Math.min(FRAME, body.length - sent), Math.min(streamWindow, allWindow));
      if (part <= 0) {
        flush();
        receive();
        continue;
      }
      byte[] bytes = new byte[part];
      System.arraycopy(body, sent, bytes, 0, part);
      sent += part;
      streamWindow -= part;
      allWindow -= part;
      send(DATA, sent == body.length ? END_STREAM : 0, stream, bytes);
    }
    flush();
    while (!answered) {
      receive();
    }
    if (!success) {
      throw new IOException(method + " " + path + " was refused over HTTP/2: "
          + answer.toString(StandardCharsets.UTF_8));
    }
    return answer.toByteArray();
  }

  private void receive() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int of = in.readInt();
    byte[] payload = new byte[length];
    in.readFully(payload);
    switch (type) {
      case SETTINGS -> settings(flags, payload);
      case WINDOW_UPDATE -> {
        int more = ByteBuffer.wrap(payload).getInt();
        allWindow += of == 0 ? more : 0;
        streamWindow += of == stream ? more : 0;
      }
      case HEADERS -> {
        success = success(payload);
        answered = (flags & END_STREAM) != 0;
      }
      case DATA -> {
        answer.writeBytes(payload);
        answered = (flags & END_STREAM) != 0;
      }
      case RST_STREAM -> throw new IOException("the server reset stream " + of + " of HTTP/2 with the code "
          + ByteBuffer.wrap(payload).getInt());
      case GOAWAY -> throw new IOException("the server ended the connection of HTTP/2 with the code "
          + ByteBuffer.wrap(payload).getInt(Integer.BYTES));
      default -> {
        // Of no matter to what is asked here.
      }
    }
  }

  private void settings(int flags, byte[] payload) throws IOException {
    if ((flags & ACK) != 0) {
      return;
    }
    ByteBuffer entries = ByteBuffer.wrap(payload);
    while (entries.hasRemaining()) {
      int name = entries.getShort();
      int value = entries.getInt();
      if (name == INITIAL_WINDOW_SIZE) {
        streamWindow += value - newWindow;
        newWindow = value;
      }
    }
    send(SETTINGS, ACK, 0, new byte[0]);
    flush();
  }

  private void send(int type, int flags, int of, byte[] payload) {
    out.writeBytes(ByteBuffer.allocate(FRAME_HEAD).put((byte) (payload.length >> 16)).putShort((short) payload.length)
        .put((byte) type).put((byte) flags).putInt(of).array());
    out.writeBytes(payload);
  }

  private void flush() throws IOException {
    out.writeTo(socket.getOutputStream());
    out.reset();
  }

  /** Fields that are written out and not kept (RFC 7541, section 6.2.2), not coded by Huffman's code. */
  private static byte[] encoded(Map<String, String> fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    fields.forEach((name, value) -> {
      block.write(0);
      string(block, name);
      string(block, value);
    });
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream block, String text) {
    int rest = text.length() - 127;
    block.write(Math.min(text.length(), 127));
    if (rest >= 0) {
      for (; rest >= 128; rest >>>= 7) {
        block.write(rest & 127 | 128);
      }
      block.write(rest);
    }
    block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Whether the status begins with a 2. It is the first field: one of the static table, where 8 to 10 are 200, 204 and
   * 206 (RFC 7541, appendix A), or written out with a name from there; in Huffman's code 2 is 00010.
   */
  private static boolean success(byte[] block) {
    int at = 0;
    while ((block[at] & 0xe0) == 0x20) {
      at++; // The size of a table of which nothing is used: 0.
    }
    int first = block[at] & 0xff;
    if (first >= 128) {
      return first - 128 >= 8 && first - 128 <= 10;
    }
    boolean huffman = (block[at + 1] & 0x80) != 0;
    return huffman ? (block[at + 2] & 0xff) >>> 3 == 2 : block[at + 2] == '2';
  }
}
