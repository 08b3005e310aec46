/**
 * The command line: composes core, and computes nothing. {@link org.halfspace.cli.CommandTree} makes a command of every installed
 * analysis; {@link org.halfspace.cli.Main} starts it.
 */
package org.halfspace.cli;
