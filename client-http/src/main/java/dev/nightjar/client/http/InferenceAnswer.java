package dev.nightjar.client.http;

/**
 * What came back for a query.
 *
 * @param bytes the encoded encrypted result; not copied
 * @param engine which engine computed it, empty when the server does not say
 * @param computeMillis milliseconds of computing, as the server reports, NaN when it does not
 * @param queueMillis milliseconds of waiting before, as the server reports, NaN when it does not
 */
public record InferenceAnswer(byte[] bytes, String engine, double computeMillis, double queueMillis) {
}
