package org.d3explorer.ui.compare;

import org.d3explorer.evaluation.ComparisonSummary;

/**
 * A configuration in the summary table.
 *
 * @param name letter, preset and parameters it ran with
 * @param summary its figures
 * @param measuredSpeedup full-depth time ÷ its time, NaN until measured
 * @param divergence where its text leaves full depth's, in words
 */
public record ComparisonRow(String name, ComparisonSummary summary, double measuredSpeedup, String divergence) {}
