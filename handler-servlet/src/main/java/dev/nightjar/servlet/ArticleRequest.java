package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Map;

/**
 * A JSON request as it was read.
 *
 * @param fields text, number and boolean members as text; {@code null} members are left out
 * @param bytes byte members
 * @param form how the request writes bytes, and therefore how it is answered
 */
record ArticleRequest(Map<String, String> fields, Map<String, byte[]> bytes, Form form) {
  /** How JSON spells bytes. */
  enum Form {
    /** {@code {"__class__":"bytes","__value__":[1,2,3]}}. */
    NUMBERS,
    /** A string. */
    BASE64
  }

  /** A text member that must be there. */
  String field(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "the request needs the member '" + name + "'");
    }
    return value;
  }
}
