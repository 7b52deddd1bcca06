/** A model kind, the scorecard, as a plugin that depends on the API alone, with an endpoint method of its own. */
package com.example.scorecard;
