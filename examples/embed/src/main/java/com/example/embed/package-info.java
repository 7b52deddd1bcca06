/** Encrypted inference without HTTP: data owner and server in one process. */
package com.example.embed;
