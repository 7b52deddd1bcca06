/** Nightjar behind the HTTP server of the JDK, without the servlet API. */
package com.example.jdkserver;
