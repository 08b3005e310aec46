package org.halfspace.spi;

import com.google.inject.Module;
import java.util.List;
import org.pf4j.Plugin;

/**
 * A plugin that has objects of its own to inject. Named by {@code Plugin-Class} in the jar's manifest; a plugin whose
 * extensions need nothing but what the host offers names none.
 *
 * <p>Every method has a default, so that a new kind of contribution never breaks an old plugin. The class needs a public
 * constructor without parameters; it is built once, before the plugin's extensions are.
 */
public class HalfspacePlugin extends Plugin {

    /** For PF4J, which builds the plugin by reflection. */
    public HalfspacePlugin() {
        super();
    }

    /**
     * The modules of this plugin's injector, beside the host's (which binds {@link Host}) and an explicit binding of
     * every extension. Asked once. Explicit bindings are required, as in every injector of Halfspace.
     *
     * @return modules that bind, and do nothing else; empty by default
     */
    public List<Module> modules() {
        return List.of();
    }
}
