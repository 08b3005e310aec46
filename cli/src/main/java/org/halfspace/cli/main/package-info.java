/** Starts the command line and the shell: {@link org.halfspace.cli.main.Main} composes all that is below it. */
package org.halfspace.cli.main;
