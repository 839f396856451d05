/** The playground's page: prepares each part, then follows the address and the server. */

import { prepareChatHead } from "./chathead.js";
import { showAttachments } from "./attach.js";
import { showChats } from "./chats.js";
import { showComposer } from "./composer.js";
import { showConversation } from "./conversation.js";
import { followHappenings } from "./happenings.js";
import { showPeople } from "./people.js";
import { follow } from "./place.js";
import { wear } from "./speech.js";
import { showTopBar } from "./topbar.js";
import { showTopics } from "./topics.js";

wear();
showTopBar();
showPeople();
showChats();
prepareChatHead();
showConversation();
showTopics();
showComposer();
showAttachments();
followHappenings();
follow();
