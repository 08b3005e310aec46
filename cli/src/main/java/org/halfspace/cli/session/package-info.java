/**
 * What commands share in one process: {@link org.halfspace.cli.session.Session} is the plugins, the subject that is open, and an
 * immutable {@link org.halfspace.cli.session.State} of what was chosen and found.
 */
package org.halfspace.cli.session;
