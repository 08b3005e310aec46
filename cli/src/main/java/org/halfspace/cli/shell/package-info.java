/**
 * The interactive workbench and its scripts. The design is that there is nothing to design: a shell is the command line's
 * {@link org.halfspace.cli.CommandTree} over a {@link org.halfspace.cli.session.Session} that lasts. The tree's commands ask
 * their session for what was not given (the model, the data, the seed) and leave their results in it; on the command line that
 * session lasts for one command, and the same code finds nothing and leaves nothing. What only a shell has
 * ({@link org.halfspace.cli.shell.BuiltIn}: model, show, save, ...) are commands of the same tree.
 *
 * <p>How a line travels: {@link org.halfspace.cli.shell.ShellTerminal} reads it (or a script is read whole);
 * {@link org.halfspace.cli.shell.Lexer} and {@link org.halfspace.cli.shell.StatementReader} make
 * {@link org.halfspace.cli.shell.Statement}s of it; {@link org.halfspace.cli.shell.Interpreter} hands the words of each to the tree, in a
 * thread of {@link org.halfspace.cli.shell.Work}, and puts the state back if the command fails. A command that does not stop keeps its
 * thread and its session; the interpreter goes on with another session of the same plugins and state. {@code plugins reload} makes the
 * session load other plugins, after which the interpreter builds another tree.
 *
 * <p>{@link org.halfspace.cli.shell.Completions} reads the tree too, and knows nothing of the terminal.
 */
package org.halfspace.cli.shell;
