import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * A node of Elasticsearch for tests: Node KIT DIR [key=value ...]. DIR holds its config, data and logs. Ports are free ones,
 * read from DIR/logs/http.ports and transport.ports. It lacks the launcher, and with it the bootstrap checks: never a deployment.
 */
public class Node {
  public static void main(String[] args) throws Exception {
    Path dir = Path.of(args[1]).toAbsolutePath();
    Settings.Builder settings = Settings.builder()
        .put("path.home", Path.of(args[0]).toAbsolutePath().toString())
        .put("path.data", dir.resolve("data").toString())
        .put("path.logs", dir.resolve("logs").toString())
        .put("node.name", dir.getFileName().toString())
        .put("cluster.name", "huitoukan-test")
        .put("http.host", "127.0.0.1").put("http.port", "0")
        .put("transport.host", "127.0.0.1").put("transport.port", "0")
        .put("node.portsfile", true)
        .put("cluster.routing.allocation.disk.threshold_enabled", false);
    boolean alone = true;
    for (int i = 2; i < args.length; i++) {
      String[] pair = args[i].split("=", 2);
      settings.put(pair[0], pair[1]);
      alone &= !pair[0].startsWith("discovery.");
    }
    if (alone) {
      settings.put("discovery.type", "single-node");
    }
    start(settings.build(), dir.resolve("config"));
    Thread.currentThread().join();
  }

  static void start(Settings settings, Path config) throws Exception {
    LogConfigurator.setNodeName(settings.get("node.name"));
    LogConfigurator.configureESLogging();
    Files.createDirectories(config);
    Environment env = new Environment(settings, config);
    PluginsLoader plugins = PluginsLoader.createPluginsLoader(
        PluginsLoader.loadModulesBundles(env.modulesDir()), PluginsLoader.loadPluginsBundles(env.pluginsDir()), Map.of());
    org.elasticsearch.node.Node node = new org.elasticsearch.node.Node(env, plugins);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        node.prepareForClose();
        node.close();
        node.awaitClose(10, TimeUnit.SECONDS);
      } catch (Exception e) {
        e.printStackTrace();
      }
    }));
    node.start();
  }
}
