import * as glue from "soundings-glue";

export default { fetch: (request, env, context) => glue.fetch(request, env, context) };
