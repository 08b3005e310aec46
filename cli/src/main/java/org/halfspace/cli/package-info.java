/**
 * The command line: composes core, and computes nothing. {@link org.halfspace.cli.CommandTree} makes a command of every installed
 * analysis; commands work on a {@link org.halfspace.cli.session.Session}. Packages know each other in one direction:
 * {@code main}, {@code shell}, this one, {@code session}.
 */
package org.halfspace.cli;
