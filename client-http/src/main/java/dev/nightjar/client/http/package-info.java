/**
 * Talking to an endpoint: {@link dev.nightjar.client.http.EndpointClient} over the raw routes, {@link
 * dev.nightjar.client.http.ArticleClient} in the JSON of the article's handler. Only bytes pass through here;
 * no secret key does. Every call has a time-out and a bound on the answer, and nothing is sent that was not
 * asked for.
 */
package dev.nightjar.client.http;
