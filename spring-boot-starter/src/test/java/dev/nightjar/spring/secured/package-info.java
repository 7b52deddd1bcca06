/** An application that uses the starter. */
package dev.nightjar.spring.secured;
