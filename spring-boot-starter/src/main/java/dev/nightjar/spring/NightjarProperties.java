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
 *
 * @param models folder of the bundles that 'nightjar compile --out' wrote. Without it, and without a NightjarRuntime of
 *     the application's, nothing is served.
 * @param watchInterval time after which the folder is looked at again, and what came, changed or went is served so, at
 *     least 100 ms; without it, what is there at the start is served
 * @param trust public keys, as 'nightjar sign' prints them, or 'file:PATH' in PEM: of the folder, only bundles are
 *     served that one of them signed. Any, without it
 * @param path below the context path, where the endpoint is
 * @param engine name of an engine, with its settings: 'java', 'java:kernel=plain', 'auto'
 * @param threads that compute
 * @param workers inferences that run at once
 * @param longestWait how long an inference may have to wait for others; one that would wait longer is answered 429 at
 *     once. 30 seconds, unless given
 * @param plugins folder of jars with engines, key stores and methods
 * @param tokens file of callers' tokens, as 'nightjar token' writes it. Without it callers are the application's
 *     principals, such as those of Spring Security, and others are anonymous.
 * @param behindProxy whether all requests come through a proxy that appends to X-Forwarded-For
 * @param accessLog name of a logger that takes a line for each request, at level INFO: time, request id, address,
 *     method, route, status, bytes and milliseconds. None, without it
 * @param drain how long a stop waits for requests in progress
 * @param warmUp most processor time for running the models before their first query; none for no warm-up
 * @param rehearse whether the way of requests to the models is tried at the end of the warm-up
 * @param awaitWarm how long the application's readiness waits for the end of the warm-up
 * @param keys where evaluation keys are kept
 * @param callers how much of the key store one caller may take
 * @param limits what one request may bring
 * @param browsers pages that may use the endpoint, and names under which it is asked
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
   * @param store name of a key store, with its settings: 'files:folder=/var/lib/nightjar', 'postgres:…', 's3:…'; in
   *     memory where there is none
   * @param atRest master keys under which stored keys are encrypted, in whatever store: 'env:NAME', 'file:PATH' or
   *     'command:PROGRAM' for base64 of 32 random bytes, further ones after commas; the first encrypts, all decrypt.
   *     Without it keys are stored as they were sent
   * @param memory for keys where they are kept in memory
   * @param idleTime after which a key that is not used is deleted
   * @param uploadIdleTime after which an upload that does not go on is given up
   * @param loadedMemory for keys that are loaded into the engine
   * @param preload how many stored keys are loaded in the warm-up, those that were used last first
   */
  public record Keys(String store, String atRest, DataSize memory, Duration idleTime, Duration uploadIdleTime,
      DataSize loadedMemory, @DefaultValue("64") int preload) {
  }

  /**
   * How much of the key store one caller may take: a principal, or the anonymous callers of one address together.
   *
   * @param openUploads keys that are begun and not finished. 8, unless given
   * @param openMemory for the unfinished keys of which something has arrived. A quarter of the store, unless given
   * @param keyMemory for all keys of a principal. Half of the store, unless given
   * @param anonymousSaveKey whether callers without a principal may send keys by the article's protocol, which then
   *     serve anybody who names their uid
   */
  public record Callers(Integer openUploads, DataSize openMemory, DataSize keyMemory,
      @DefaultValue("true") boolean anonymousSaveKey) {
  }

  /**
   * What one request may bring.
   *
   * @param query longest query
   * @param key longest evaluation key
   * @param json longest JSON body
   * @param member longest byte member of a JSON body
   * @param bodies memory for the bodies of all requests in progress
   * @param deadline for one inference, waiting included
   */
  public record Limits(DataSize query, DataSize key, DataSize json, DataSize member, DataSize bodies,
      Duration deadline) {
  }

  /**
   * Pages that may use the endpoint, and names under which it is asked.
   *
   * @param origins of pages, such as 'https://app.example', or '*' for all
   * @param hosts names and addresses without ports; any where none is given
   * @param ignoreCsrf whether Spring Security's protection against CSRF leaves the endpoint out, which otherwise
   *     refuses every POST: right where callers are known by what a page of another site cannot have sent, such as a
   *     bearer token, and wrong where a cookie or a browser's password is enough
   */
  public record Browsers(@DefaultValue Set<String> origins, @DefaultValue Set<String> hosts,
      @DefaultValue("false") boolean ignoreCsrf) {
  }
}
