/** Version of everything that crosses between client and worker. Raised whenever either side would misread the other. */
export const protocolVersion = 1
