/** How kernels get fast and stay so: they are warmed, judged by what they do, and loaded anew where C2 did badly. */
package dev.nightjar.engine.java.warmup;
