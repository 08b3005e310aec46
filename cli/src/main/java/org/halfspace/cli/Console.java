package org.halfspace.cli;

import java.io.PrintWriter;

/**
 * Where a command writes.
 *
 * @param out data
 * @param err progress, messages and errors
 * @param terminal whether {@code err} is a terminal, where a progress bar can be drawn
 */
record Console(PrintWriter out, PrintWriter err, boolean terminal) {}
