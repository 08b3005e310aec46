/**
 * Figures: Vega-Lite specifications with their rows, as characters in a terminal and as files.
 *
 * <p>How a figure travels: {@link org.halfspace.spi.analysis.Figure} and the run's rows become a {@link Drawing}; then either
 * {@link ChartReader} reads the part of Vega-Lite that a terminal can show into a {@link Chart} (shapes in the units of two axes), which
 * {@link TerminalPlot} draws in milliseconds, or {@link VegaEngine} runs Vega itself, the scripts of the report's page, in a JavaScript
 * engine without access to anything outside it, and the SVG that comes out is the file, or is painted by {@link Raster} for a PNG. An HTML
 * file ({@link FigurePage}) brings the scripts along and draws itself. {@link FigureFiles} chooses by the file's name.
 */
package org.halfspace.plot;
