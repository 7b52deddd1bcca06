package dev.nightjar.embedding;

import dev.nightjar.servlet.NightjarServlet;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import java.net.InetSocketAddress;

/** The contract on Undertow. */
class UndertowTest extends ServerContract {
  @Override
  CarryingServer start() throws Exception {
    return new ServletServer(servlet -> {
      DeploymentManager deployment = Servlets.defaultContainer().addDeployment(Servlets.deployment()
          .setClassLoader(UndertowTest.class.getClassLoader()).setContextPath(ServletServer.CONTEXT)
          .setDeploymentName("nightjar")
          .addServlet(Servlets.servlet("nightjar", NightjarServlet.class, new ImmediateInstanceFactory<>(servlet))
              .setAsyncSupported(true).addMapping(ServletServer.MAPPING)));
      deployment.deploy();
      Undertow undertow = Undertow.builder().addHttpListener(0, "localhost",
          Handlers.path().addPrefixPath(ServletServer.CONTEXT, deployment.start())).build();
      undertow.start();
      int port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
      return new ServletServer.Running(port, () -> {
        deployment.stop();
        deployment.undeploy();
        undertow.stop();
      });
    });
  }
}
