package org.halfspace.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.Extensions;
import org.halfspace.spi.HalfspacePlugin;
import org.halfspace.spi.Host;
import org.pf4j.ExtensionPoint;
import org.pf4j.Plugin;

/**
 * The injector of one plugin: the host's module, an explicit binding of every extension, and the plugin's own modules. A
 * fresh one for each plugin, never a child of another: with child injectors, classes without explicit bindings would land in
 * the root and stay there.
 */
final class PluginInjector {
    private final Injector injector;

    /**
     * @param host what the host offers
     * @param installed finds the extensions of all plugins
     * @param plugin the plugin's own class, asked for its modules where it is a {@link HalfspacePlugin}
     * @param extensions the classes of its extensions
     */
    PluginInjector(Host host, Extensions installed, Plugin plugin, List<Class<? extends ExtensionPoint>> extensions) {
        List<Module> modules = new ArrayList<>();
        modules.add(new HostModule(host, installed, extensions));
        if (plugin instanceof HalfspacePlugin halfspacePlugin) {
            modules.addAll(halfspacePlugin.modules());
        }
        injector = Guice.createInjector(Stage.DEVELOPMENT, modules);
    }

    /** Builds an extension. */
    ExtensionPoint create(Class<? extends ExtensionPoint> extension) {
        return injector.getInstance(extension);
    }

    private static final class HostModule extends AbstractModule {
        private final Host host;
        private final Extensions installed;
        private final List<Class<? extends ExtensionPoint>> extensions;

        HostModule(Host host, Extensions installed, List<Class<? extends ExtensionPoint>> extensions) {
            this.host = host;
            this.installed = installed;
            this.extensions = extensions;
        }

        @Override
        protected void configure() {
            binder().requireExplicitBindings();
            binder().requireExactBindingAnnotations();
            binder().disableCircularProxies();
            bind(Host.class).toInstance(host);
            bind(Extensions.class).toInstance(installed);
            extensions.forEach(this::bind);
        }
    }
}
