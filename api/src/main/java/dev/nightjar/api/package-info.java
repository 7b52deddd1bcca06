/**
 * What every part of Nightjar shares: the exception family. The sub-packages hold the values ({@code params},
 * {@code crypto}, {@code circuit}, {@code graph}, {@code model}), their byte formats ({@code codec}) and the service
 * provider interfaces ({@code engine}, {@code model}, {@code endpoint}).
 */
package dev.nightjar.api;
