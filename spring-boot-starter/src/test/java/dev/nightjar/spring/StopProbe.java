package dev.nightjar.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.context.SmartLifecycle;

/** Asks an application for its health while it stops, after the highest phase. */
final class StopProbe implements SmartLifecycle {
  private final URI root;
  private HttpResponse<String> endpoint;
  private HttpResponse<String> readiness;

  StopProbe(URI root) {
    this.root = root;
  }

  HttpResponse<String> endpoint() {
    return endpoint;
  }

  HttpResponse<String> readiness() {
    return readiness;
  }

  @Override
  public void start() {
  }

  @Override
  public void stop() {
    endpoint = get("fhe/v1/models");
    readiness = get("actuator/health/readiness");
  }

  private HttpResponse<String> get(String path) {
    try {
      return HttpClient.newHttpClient().send(HttpRequest.newBuilder(root.resolve(path))
          .header("Authorization", "Bearer erin").build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean isRunning() {
    return true;
  }

  @Override
  public int getPhase() {
    return Integer.MAX_VALUE - 1;
  }
}
