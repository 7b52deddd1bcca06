/** Nightjar in an embedded Jetty. */
package com.example.jetty;
