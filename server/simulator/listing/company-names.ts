const HOUSES = words(`
  Aarohi Abhinav Adarsh Akash Amrit Anand Ankur Arihant Ashirwad Avanti Balaji Bhavya Bhoomi Chandra Chetak Darshan
  Deepak Devang Dhruv Divya Ekta Gaurav Girnar Gopal Harsh Himgiri Indus Ishan Jagdish Jyoti Kailash Kalpana Kamal
  Kaveri Kiran Krishna Lakshya Lotus Madhav Mahalaxmi Malhar Mangal Mayur Meera Narmada Navin Nilgiri Omkar Padma
  Panchsheel Prakash Pratap Raghav Rajdhani Rishabh Sahyadri Samrat Sarita Shakti Shivam Suraj Swastik Tirupati
  Trishul Udaan Vaibhav Vardhman Vikas Vindhya Yamuna`);
const TRADES = words(`
  Agro Alloys Apparels Bearings Biotech Breweries Cables Capital Castings Ceramics Chemicals Coatings Commercial
  Constructions Cotton Dairy Distilleries Electricals Engineering Estates Exports Fabrics Fasteners
  Fertilisers Finance Foods Forgings Gases Gears Glass Granites Holdings Hospitals Hotels Infotech Infra Investments
  Jewels Labs Leasing Leather Logistics Marine Metals Minerals Motors Oils Organics Packaging Papers Petrochem Pharma
  Plastics Polymers Power Printers Refractories Rubber Securities Shipping Silk Software Solar Spinning Steels Sugars
  Tea Textiles Tubes Tyres Ventures Wires Yarns`);

export interface CompanyName {
  readonly symbol: string;
  readonly displayName: string;
  readonly name: string;
}

/**
 * A made-up company, such as Girnar Bearings, GIRNABEARI. No real one of NSE has such a symbol.
 * @param number under 5,110, each of which has a name and a symbol of its own
 */
export function companyName(number: number): CompanyName {
  // Neighbours differ in both words: each pass through the trades starts one house further on.
  const trade = number % TRADES.length;
  const house = (trade + Math.floor(number / TRADES.length)) % HOUSES.length;
  const displayName = `${HOUSES[house]} ${TRADES[trade]}`;
  const symbol = `${HOUSES[house]!.slice(0, 5)}${TRADES[trade]!.slice(0, 5)}`.toUpperCase();
  return { symbol, displayName, name: `${displayName.toUpperCase()} LIMITED` };
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
