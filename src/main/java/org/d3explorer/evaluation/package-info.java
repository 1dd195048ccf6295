/** Scoring data sets, calibration of skip orders, sweeps. */
@NullMarked
package org.d3explorer.evaluation;

import org.jspecify.annotations.NullMarked;
