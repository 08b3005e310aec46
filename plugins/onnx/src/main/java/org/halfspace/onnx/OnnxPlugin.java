package org.halfspace.onnx;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.Singleton;
import java.util.List;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.HalfspacePlugin;

/** Binds the one ONNX Runtime that all models share. */
public final class OnnxPlugin extends HalfspacePlugin {

    /** For PF4J. */
    public OnnxPlugin() {
        super();
    }

    @Override
    public List<Module> modules() {
        return List.of(new RuntimeModule());
    }

    private static final class RuntimeModule extends AbstractModule {
        @Override
        protected void configure() {
            bind(OnnxRuntime.class).in(Singleton.class);
        }
    }
}
