/** ONNX Runtime behind the LayerStack port: sessions, KV caches, backfill, execution providers. */
@NullMarked
package org.d3explorer.runtime;

import org.jspecify.annotations.NullMarked;
