/** The model folder: manifest, verification, hashes, atomic writing. */
@NullMarked
package org.d3explorer.bundle;

import org.jspecify.annotations.NullMarked;
