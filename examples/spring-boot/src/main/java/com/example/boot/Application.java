package com.example.boot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application of Spring Boot; the starter does the rest, as {@code application.properties} says. */
@SpringBootApplication
public class Application {
  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }
}
