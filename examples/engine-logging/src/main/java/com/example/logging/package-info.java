/** An engine that wraps another and logs what is asked of it. */
package com.example.logging;
