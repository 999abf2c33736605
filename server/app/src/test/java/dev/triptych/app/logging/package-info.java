@NullMarked
package dev.triptych.app.logging;

import org.jspecify.annotations.NullMarked;
