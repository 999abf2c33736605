package dev.triptych.runtime.profile;

/**
 * What a stage's times depend on.
 *
 * @param model the loaded model's digest
 * @param stage the stage's name
 * @param device the device it runs on, for listings
 * @param mode how the device is laid out
 */
public record ProfileKey(String model, String stage, String device, String mode) {}
