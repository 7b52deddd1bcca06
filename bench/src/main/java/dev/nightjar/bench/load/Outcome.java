package dev.nightjar.bench.load;

/**
 * How an operation ended that was answered.
 *
 * @param kind whether as it should
 * @param code slug of the problem document, or the status where there is none
 */
record Outcome(Kind kind, String code) {
  static final Outcome DONE = new Outcome(Kind.DONE, "");

  /** What to think of an answer. */
  enum Kind {
    /** It is what the request deserves; for a bad request that is a certain refusal. */
    DONE,
    /** A refusal for want of room or time, which a client answers by coming again. */
    REFUSED,
    /** Anything else. */
    UNEXPECTED
  }

  /** What an answer is that should have been a success. */
  static Outcome of(Wire.Reply reply) {
    return switch (reply.status()) {
      case 200, 201, 204 -> DONE;
      case 429, 503, 507 -> new Outcome(Kind.REFUSED, reply.code());
      default -> unexpected(reply);
    };
  }

  /** What an answer is that should have been a refusal of this status. */
  static Outcome ofBad(Wire.Reply reply, int... expected) {
    for (int status : expected) {
      if (reply.status() == status) {
        return DONE;
      }
    }
    return reply.status() == 429 || reply.status() == 503 ? new Outcome(Kind.REFUSED, reply.code()) : unexpected(reply);
  }

  private static Outcome unexpected(Wire.Reply reply) {
    return new Outcome(Kind.UNEXPECTED, reply.status() + " " + reply.code());
  }
}
