package dev.nightjar.keystore.s3;

import java.net.URI;

/**
 * Where a bucket is.
 *
 * @param endpoint scheme, host and, if it is to be, port of the service
 * @param bucket name of the bucket
 * @param pathStyle whether the bucket's name is in the path rather than in the host's name
 * @param prefix of the names of all objects; empty or with a slash at its end
 * @param region that the service calls its own
 */
record BucketAddress(URI endpoint, String bucket, boolean pathStyle, String prefix, String region) {
  /** The header {@code Host}, as the client of the JDK sends it. */
  String host() {
    String host = (pathStyle ? "" : bucket + ".") + endpoint.getHost();
    int usual = endpoint.getScheme().equals("https") ? 443 : 80;
    return endpoint.getPort() < 0 || endpoint.getPort() == usual ? host : host + ":" + endpoint.getPort();
  }

  /** The encoded path of an object, or of the bucket for an empty name. */
  String path(String name) {
    return (pathStyle ? "/" + UriText.encode(bucket) : "") + (name.isEmpty() && pathStyle ? ""
        : "/" + UriText.encodePath(name.isEmpty() ? "" : prefix + name));
  }

  /** The address of an encoded path and query. */
  URI uri(String path, String query) {
    return URI.create(endpoint.getScheme() + "://" + host() + path + (query.isEmpty() ? "" : "?" + query));
  }

  @Override
  public String toString() {
    return "bucket '" + bucket + "' at " + endpoint;
  }
}
