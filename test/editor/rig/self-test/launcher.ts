// Starts a browser and a server with an open window, says where they are and stays: leftovers.test.ts ends it.
import { launchBrowser } from '../launchBrowser.ts'
import { openWorkbench } from '../openWorkbench.ts'

const running = await launchBrowser()
const { server } = await openWorkbench(running.browser)
process.send?.({ folders: [running.run.path, server.run.path] })
