/** Nightjar in an embedded Tomcat. */
package com.example.tomcat;
