/** What the tests of this module share. */
package dev.triptych.media.testing;
