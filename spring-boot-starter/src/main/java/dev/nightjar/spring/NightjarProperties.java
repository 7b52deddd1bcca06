package dev.nightjar.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a Spring Boot application says of Nightjar. Where a property is not given, the default of the runtime counts.
 * Editors show what is said of each here. By Spring's rules a time without a unit is in milliseconds and a size without
 * one in bytes; KB, MB and GB are powers of 1024.
 *
 * @param models Folder of the bundles that 'nightjar compile --out' wrote. Without it, and without a
 *     NightjarRuntime of the application's, nothing is served.
 * @param watchInterval Time after which the folder of models is looked at again, at least 100ms: what came, changed
 *     or went is served so. Without it, what is there at the start is served.
 * @param trust Public keys as 'nightjar sign' prints them, or 'file:PATH' of one in PEM: only bundles that one of
 *     them signed are served. Without it, all are.
 * @param path Path of the endpoint below the context path, without a slash at its end.
 * @param engine Name of an engine, with its settings: 'java', 'java:kernel=plain' or 'auto', which is the default.
 * @param threads Number of threads that compute. One for each processor by default.
 * @param workers Number of inferences that run at once. 2 by default, as each uses all threads.
 * @param longestWait Longest time that an inference may have to wait for others. One that would wait longer is
 *     answered 429 at once. 30s by default.
 * @param plugins Folder of jars with engines, key stores and methods. Without it, those of the class path are all.
 * @param tokens File of callers' tokens, as 'nightjar token' writes it. Without it, callers are the application's
 *     principals, such as those of Spring Security, and others are anonymous.
 * @param behindProxy Whether all requests come through a proxy that appends to X-Forwarded-For.
 * @param accessLog Name of a logger that takes a line for each request, at level INFO: time, request id, address,
 *     method, route, status, bytes and milliseconds. Without it, no line is written.
 * @param drain Longest time that a stop waits for requests in progress, such as 20s.
 * @param warmUp Most processor time for running the models before their first query, such as 30s. With 0s there is
 *     no warm-up.
 * @param rehearse Whether the way of requests to the models is tried at the end of the warm-up.
 * @param awaitWarm Longest time that the application's readiness waits for the end of the warm-up, such as 30s.
 * @param keys Where evaluation keys are kept.
 * @param callers How much of the key store one caller may take.
 * @param limits What one request may bring.
 * @param browsers Pages that may use the endpoint, and names under which it is asked.
 */
@ConfigurationProperties("nightjar")
public record NightjarProperties(Path models, Duration watchInterval, @DefaultValue List<String> trust,
    @DefaultValue("/fhe") String path, String engine, Integer threads, Integer workers, Duration longestWait,
    Path plugins, Path tokens, @DefaultValue("false") boolean behindProxy, String accessLog,
    @DefaultValue("20s") Duration drain, @DefaultValue("1m") Duration warmUp, @DefaultValue("true") boolean rehearse,
    @DefaultValue("1m") Duration awaitWarm, @DefaultValue Keys keys, @DefaultValue Callers callers,
    @DefaultValue Limits limits, @DefaultValue Browsers browsers) {
  public NightjarProperties {
    if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new IllegalArgumentException("nightjar.path is like /fhe: it begins with a slash and ends without one,"
          + " unlike '" + path + "'");
    }
    if (accessLog != null && accessLog.isBlank()) {
      throw new IllegalArgumentException("nightjar.access-log names a logger, such as nightjar.access, and not '"
          + accessLog + "'");
    }
    if (drain.isNegative()) {
      throw new IllegalArgumentException("nightjar.drain is no less than no time, unlike " + drain);
    }
    if (awaitWarm.isNegative()) {
      throw new IllegalArgumentException("nightjar.await-warm is no less than no time, unlike " + awaitWarm);
    }
  }

  /**
   * Where evaluation keys are kept.
   *
   * @param store Name of a key store, with its settings: 'files:folder=/var/lib/nightjar', 'postgres:…' or 's3:…'.
   *     Without it, keys are kept in memory.
   * @param atRest Master keys under which stored keys are encrypted, in whatever store: 'env:NAME', 'file:PATH' or
   *     'command:PROGRAM' for base64 of 32 random bytes, further ones after commas. The first encrypts, all decrypt.
   *     Without it, keys are stored as they were sent.
   * @param memory Memory for keys where they are kept in memory, such as 512MB. An eighth of the heap by default.
   * @param freshness Longest time that a store's word of a key is believed, such as 5s: a key that another server
   *     deleted is refused here after it at the latest. 10s by default.
   * @param idleTime Time after which a key that is not used is deleted, at least 5m, such as 30d. Without it, none
   *     is.
   * @param uploadIdleTime Time after which an upload that is not finished is given up, and a second more for each 8
   *     KiB that arrived. 10m by default.
   * @param loadedMemory Memory for keys that are loaded into the engine, such as 1GB. A quarter of the heap by
   *     default.
   * @param preload Most stored keys that are loaded in the warm-up, those that were used last first. With 0 none
   *     is.
   */
  public record Keys(String store, String atRest, DataSize memory, Duration freshness, Duration idleTime,
      Duration uploadIdleTime, DataSize loadedMemory, @DefaultValue("64") int preload) {
  }

  /**
   * How much one caller may take of the key store and ask of it: a principal, or the anonymous callers of one address
   * together.
   *
   * @param openUploads Most keys that a caller may have begun and not finished. 8 by default.
   * @param openMemory Most bytes of a caller's unfinished keys, of those of which something has arrived, such as
   *     64MB. A quarter of the store by default.
   * @param keyMemory Most bytes of all keys of a principal, such as 256MB. Half of the store by default.
   * @param unknownUids Most uids without a key that a caller may name in a minute. 1000 by default.
   * @param anonymousSaveKey Whether callers without a principal may send keys by the article's protocol, which then
   *     serve anybody who names their uid.
   */
  public record Callers(Integer openUploads, DataSize openMemory, DataSize keyMemory, Integer unknownUids,
      @DefaultValue("true") boolean anonymousSaveKey) {
  }

  /**
   * What one request may bring.
   *
   * @param query Longest encrypted query, from 1KB to less than 2GB. 4MB by default.
   * @param key Longest evaluation key, from 1KB to less than 2GB. 512MB by default.
   * @param json Longest JSON body, at least 1KB. 512MB by default, as its text is never held as a whole.
   * @param member Longest byte member of a JSON body after decoding, from 1KB to 1GB. 128MB by default, or what the
   *     memory for bodies leaves for two such.
   * @param bodies Memory for the bodies of all requests in progress, at least 1MB more than two of the longest
   *     member. A quarter of the heap by default, such as 512MB of 2GB.
   * @param deadline Longest time that an inference may take, waiting included. 2m by default.
   */
  public record Limits(DataSize query, DataSize key, DataSize json, DataSize member, DataSize bodies,
      Duration deadline) {
  }

  /**
   * Pages that may use the endpoint, and names under which it is asked.
   *
   * @param origins Origins of pages that may use the endpoint, such as 'https://app.example', or '*' for all.
   *     Without it, none may.
   * @param hosts Names and addresses under which the endpoint may be asked, without ports. Without it, any will do.
   * @param ignoreCsrf Whether Spring Security's protection against CSRF leaves the endpoint out, which otherwise
   *     refuses every POST. Right where callers are known by what a page of another site cannot have sent, such as a
   *     bearer token, and wrong where a cookie or a browser's password is enough.
   */
  public record Browsers(@DefaultValue Set<String> origins, @DefaultValue Set<String> hosts,
      @DefaultValue("false") boolean ignoreCsrf) {
  }
}
