/** Compiled models in a server of Vert.x. */
package com.example.vertx;
