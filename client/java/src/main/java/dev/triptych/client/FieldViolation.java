package dev.triptych.client;

/**
 * A field of a request that the server refused.
 *
 * @param field path of the field in the wire message, such as {@code items[3].content.image}
 * @param description what is wrong with it
 */
public record FieldViolation(String field, String description) {}
