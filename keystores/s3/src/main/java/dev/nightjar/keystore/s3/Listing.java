package dev.nightjar.keystore.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A page of the objects of a bucket.
 *
 * @param objects in the order of their names
 * @param folders what the names have before the delimiter, with it
 * @param next token of the next page; empty when this is the last
 */
record Listing(List<Entry> objects, List<String> folders, Optional<String> next) {
  /**
   * An object.
   *
   * @param version differs whenever the content does
   */
  record Entry(String name, long size, Instant modified, String version) {
  }

  /**
   * Reads an answer to {@code ListObjectsV2}.
   *
   * @throws XMLStreamException when it is none
   */
  static Listing parse(byte[] xml) throws XMLStreamException {
    XMLStreamReader in = AnswerXml.reader(xml);
    List<Entry> objects = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    Optional<String> token = Optional.empty();
    boolean truncated = false;
    requireElement(in, "ListBucketResult");
    while (in.hasNext()) {
      if (in.next() == XMLStreamConstants.START_ELEMENT) {
        switch (in.getLocalName()) {
          case "Contents" -> objects.add(entry(in));
          case "CommonPrefixes" -> folders.add(folder(in));
          case "IsTruncated" -> truncated = in.getElementText().equals("true");
          case "NextContinuationToken" -> token = Optional.of(in.getElementText());
          default -> skip(in);
        }
      }
    }
    if (truncated && token.isEmpty()) {
      throw new XMLStreamException("a list that goes on has no continuation token");
    }
    return new Listing(List.copyOf(objects), List.copyOf(folders), truncated ? token : Optional.empty());
  }

  private static void requireElement(XMLStreamReader in, String name) throws XMLStreamException {
    if (in.nextTag() != XMLStreamConstants.START_ELEMENT || !in.getLocalName().equals(name)) {
      throw new XMLStreamException("this is no " + name);
    }
  }

  private static Entry entry(XMLStreamReader in) throws XMLStreamException {
    String name = "";
    String size = "";
    String modified = "";
    String tag = "";
    while (in.nextTag() == XMLStreamConstants.START_ELEMENT) {
      switch (in.getLocalName()) {
        case "Key" -> name = in.getElementText();
        case "Size" -> size = in.getElementText();
        case "LastModified" -> modified = in.getElementText();
        case "ETag" -> tag = in.getElementText();
        default -> skip(in);
      }
    }
    if (!size.matches("[0-9]{1,18}")) {
      throw new XMLStreamException("an object has no size");
    }
    try {
      return new Entry(name, Long.parseLong(size), Instant.parse(modified), tag + modified + size);
    } catch (DateTimeException e) {
      throw new XMLStreamException("an object has no time", e);
    }
  }

  private static String folder(XMLStreamReader in) throws XMLStreamException {
    String name = "";
    while (in.nextTag() == XMLStreamConstants.START_ELEMENT) {
      if (in.getLocalName().equals("Prefix")) {
        name = in.getElementText();
      } else {
        skip(in);
      }
    }
    return name;
  }

  private static void skip(XMLStreamReader in) throws XMLStreamException {
    for (int depth = 1; depth > 0; ) {
      int event = in.next();
      depth += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
    }
  }
}
