/** Nightjar in an embedded Undertow. */
package com.example.undertow;
