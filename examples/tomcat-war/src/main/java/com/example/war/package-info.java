/** Nightjar in a WAR, for Tomcat and other containers of Servlet 6.0 or later. */
package com.example.war;
