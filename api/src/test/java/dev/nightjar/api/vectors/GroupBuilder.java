package dev.nightjar.api.vectors;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.Frames;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Collects the vectors of one parameter set. */
final class GroupBuilder {
  private final Parameters parameters;
  private final Integer ciphertexts;
  private final List<TestVector> tests = new ArrayList<>();
  private int next;

  GroupBuilder(Parameters parameters, Integer ciphertexts, int firstId) {
    this.parameters = parameters;
    this.ciphertexts = ciphertexts;
    this.next = firstId;
  }

  GroupBuilder valid(String comment, byte[] frame, Map<String, Object> decoded) {
    tests.add(TestVector.valid(next++, comment, HexFormat.of().formatHex(frame), decoded));
    return this;
  }

  GroupBuilder invalid(String flag, ErrorCode error, String comment, byte[] frame) {
    tests.add(TestVector.invalid(next++, comment, flag, HexFormat.of().formatHex(frame), error));
    return this;
  }

  /** What every format refuses, made from one of its valid frames; another type and another set included. */
  GroupBuilder damaged(byte[] valid, int otherType, long otherFingerprint) {
    int length = valid.length;
    byte[] type = valid.clone();
    type[6] = (byte) otherType;
    byte[] unknownType = valid.clone();
    unknownType[6] = 99;
    byte[] version = valid.clone();
    version[4]++;
    byte[] padding = valid.clone();
    padding[28] = 1;
    boolean circuit = valid[6] == 4;
    return invalid("Truncated", ErrorCode.INVALID_FORMAT, "no bytes at all", new byte[0])
        .invalid("Truncated", ErrorCode.INVALID_FORMAT, "31 of 32 header bytes", Frames.resized(valid, 31))
        .invalid("Truncated", ErrorCode.INVALID_FORMAT, "the header alone", Frames.resized(valid, 32))
        .invalid("Truncated", ErrorCode.INVALID_FORMAT, "the last byte is missing", Frames.resized(valid, length - 1))
        .invalid("Truncated", ErrorCode.INVALID_FORMAT, "the last byte is missing, length and checksum fit",
            Frames.resealed(Frames.resized(valid, length - 1)))
        .invalid("ExtraBytes", ErrorCode.INVALID_FORMAT, "one byte follows", Frames.resized(valid, length + 1))
        .invalid("ExtraBytes", ErrorCode.INVALID_FORMAT, "eight bytes follow, length and checksum fit",
            Frames.resealed(Frames.resized(valid, length + 8)))
        .invalid("BadMagic", ErrorCode.INVALID_FORMAT, "MJAR", Frames.resealed(Frames.flip(valid, 0)))
        .invalid("UnknownVersion", ErrorCode.INVALID_FORMAT, "version " + version[4], Frames.resealed(version))
        .invalid("WrongType", ErrorCode.INVALID_FORMAT, "type " + otherType, Frames.resealed(type))
        .invalid("UnknownType", ErrorCode.INVALID_FORMAT, "type 99", Frames.resealed(unknownType))
        .invalid("WrongParams", ErrorCode.PARAMETER_MISMATCH, "the fingerprint of another set",
            Frames.resealed(Frames.with64(valid, 8, otherFingerprint)))
        .invalid("WrongParams", circuit ? ErrorCode.CHECKSUM_MISMATCH : ErrorCode.PARAMETER_MISMATCH,
            "one bit of the fingerprint is wrong", Frames.flip(valid, 8 * 8))
        .invalid("BadLength", ErrorCode.INVALID_FORMAT, "announces 2^31 payload bytes",
            Frames.with64(valid, 16, 1L << 31))
        .invalid("BadLength", ErrorCode.INVALID_FORMAT, "announces 2^64 - 1 payload bytes",
            Frames.with64(valid, 16, -1))
        .invalid("BadChecksum", ErrorCode.CHECKSUM_MISMATCH, "one bit of the checksum is wrong",
            Frames.flip(valid, 8 * 24))
        .invalid("BadChecksum", ErrorCode.CHECKSUM_MISMATCH, "one bit of the last payload byte is wrong",
            Frames.flip(valid, 8 * length - 1))
        .invalid("NonCanonical", ErrorCode.INVALID_FORMAT, "the last four header bytes are not zero", padding);
  }

  int nextId() {
    return next;
  }

  VectorFile.Group build() {
    return new VectorFile.Group(parameters.canonical(), HexFormat.of().toHexDigits(parameters.fingerprint()),
        ciphertexts, List.copyOf(tests));
  }
}
