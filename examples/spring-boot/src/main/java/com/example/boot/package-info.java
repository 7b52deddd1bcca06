/** Nightjar in Spring Boot. */
package com.example.boot;
